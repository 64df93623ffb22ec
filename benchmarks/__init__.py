"""What it costs, beside a floor and a peer that are measured in the same run."""
