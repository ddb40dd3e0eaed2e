//! The order of merges, their prediction and the journal.
