//! What of a worker's tasks is done and what remains, told from its commits.

use super::Work;
use super::needs::mentions;
use crate::config::{Task, Worker};
use crate::guard::Signal;

/// The texts of the worker's checkpoints, the oldest first.
pub fn checkpoints(work: &Work) -> Vec<String> {
    let kept = |signal: &Option<Signal>| {
        matches!(signal, Some(Signal::Checkpoint | Signal::Complete | Signal::Other(_)))
    };
    work.events
        .iter()
        .rev()
        .filter(|event| kept(&event.signal))
        .map(|event| event.text.clone())
        .collect()
}

/// The tasks no checkpoint names by identifier, in the order of the plan. A worker that names none
/// has, as far as its commits tell, all of them before it.
pub fn remaining<'w>(worker: &'w Worker, work: &Work) -> Vec<&'w Task> {
    let done = checkpoints(work).join("\n").to_lowercase();
    let open = |task: &&Task| !task.done && !mentions(&done, &task.id.to_lowercase());
    worker.task.iter().filter(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::Event;

    #[test]
    fn a_task_that_a_checkpoint_names_is_done() {
        let task = |id: &str| Task { id: id.into(), text: "x".into(), ..Task::default() };
        let worker = Worker {
            task: vec![task("item-1"), task("item-11"), task("item-2")],
            ..Worker::default()
        };
        let event = |subject: &str| Event::new("c".into(), 0, subject);
        let events =
            vec![event("[NEEDS:task-2/X] for item-2"), event("[CHECKPOINT] Finish item-1: routes")];
        let work = Work { events, ..Work::default() };
        let left: Vec<_> = remaining(&worker, &work).iter().map(|task| task.id.as_str()).collect();
        assert_eq!(left, ["item-11", "item-2"]);
        assert_eq!(checkpoints(&work), ["Finish item-1: routes"]);
    }
}
