"""The canonical model: tables as data, the way raw rows become typed ones, and their versions."""
