"""Networks of people, organisations, events and initiatives, made from the declared edges."""
