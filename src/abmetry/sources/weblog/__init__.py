"""What web servers and trackers write down: request logs and event exports."""
