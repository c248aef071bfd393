"""One member's visit as a value: events, states, transitions, and what stands on the screen."""
