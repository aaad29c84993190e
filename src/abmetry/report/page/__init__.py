"""The board pack as one HTML file that asks nothing of the network."""
