"""Says what recorded and fresh runs prove; runs nothing and draws nothing."""
