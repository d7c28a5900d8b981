"""What the tests are made with: arranging, calling, looking. The same for every contract."""
