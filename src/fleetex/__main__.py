"""`python -m fleetex`: the same as the command `fleetex`."""

from fleetex.cli.main import main

if __name__ == "__main__":
    main()
