"""What REST and the dashboard share of HTTP: problems, entity tags, origins, body limits, files."""
