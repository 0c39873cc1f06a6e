"""What a picture shows: boxes and lines, before anything has a place."""
