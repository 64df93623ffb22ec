"""A process of its own that groups the people of a round; begun by :mod:`rounds`."""

from mentorbot.aside import serve
from mentorbot.networking.intros.grouping import solve

if __name__ == "__main__":
    serve(solve)
