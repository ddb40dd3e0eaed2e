//! The tests that drive the real binary against real repositories.
