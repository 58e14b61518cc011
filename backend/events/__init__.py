"""Live figures: counts of journeys and progress of operations, pushed to browsers."""
