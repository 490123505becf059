print("planb")
