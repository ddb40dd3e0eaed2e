//! The one judgement: grammar, branch, scope and merges, as violations.
