//! Commits to status, needs, deadlocks and alerts.

mod action;
mod alert;
mod amid;
mod deadlock;
mod detail;
mod foreign;
mod integration;
mod kind;
mod maker;
mod needs;
mod place;
mod preview;
mod progress;
mod report;
mod request;
mod state;
mod work;

use action::actions;
use alert::{about, of_guards};

pub use action::{Action, CLEAN, PULL, ways_out};
pub use alert::{Alert, Behind, Level};
pub use amid::Amid;
pub use deadlock::cycles;
pub use detail::{Detail, File, Moment, TaskState, detail};
pub use integration::{Integration, Lacks, Standing};
pub use kind::AlertKind;
pub use maker::{Clue, maker};
pub use needs::{LEAD, Need, mentions, named_like};
pub use preview::{Outcome, Preview, Previewed};
pub use progress::{checkpoints, remaining};
pub use report::{
    Astray, Conflict, Doing, Off, Report, Row, Session, Size, Waiting, Watched, report,
    report_during,
};
pub use request::{Request, Requests};
pub use state::{State, state};
pub use work::{Event, Harm, OCCUPIED, TRUST_OWNER, Work};
