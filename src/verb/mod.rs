//! One file a verb: gather, decide, show, apply.
