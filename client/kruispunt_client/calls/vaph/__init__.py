"""The file of a person at the VAPH, the Flemish agency for persons with a handicap."""
