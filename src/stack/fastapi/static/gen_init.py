"""Generated from the contract. Do not edit: the next generation would refuse to go on."""
