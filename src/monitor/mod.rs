//! Commits to status, needs, deadlocks and alerts.
