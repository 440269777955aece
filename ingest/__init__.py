"""From a government site to stored trades and queued deliveries; synchronous throughout."""
