"""What files say about their own figures."""
