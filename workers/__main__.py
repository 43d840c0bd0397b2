"""``python -m workers``: one worker process."""

from workers.run import main

if __name__ == "__main__":
    main()
