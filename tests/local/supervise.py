"""A supervisor to kill: runs the embedded servers in argv[1] until a signal, as ``wms up`` does.

Prints ``ready``, ``refused …`` or what happens, one line each.
"""

import sys

from wms.local import AlreadyRunning, Local, Processes


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    try:
        with Local(sys.argv[1], say=say) as local:
            announced = False

            def each_round() -> None:
                nonlocal announced
                if not announced:  # only now a signal stops it in good order
                    announced = True
                    say(f"ready {local.postgres.pid} {local.redis.pid}")
                local.revive()

            return Processes([], say=say, each_round=each_round).run()
    except AlreadyRunning as error:
        say(f"refused {error.pid} {error}")
        return 3


if __name__ == "__main__":
    sys.exit(main())
