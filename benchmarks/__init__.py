"""Speed and size of the reference exercise, beside two baselines run in the same minute. `make bench` prints JSON."""
