"""Exports of a HubSpot portal: one file per object, as its export of records writes them."""
