//! The tests that drive the real binary against real repositories.

#![expect(unreachable_pub, reason = "the modules of one test binary share freely")]
#![expect(clippy::disallowed_methods, reason = "tests run git and shells as users do")]

mod adversity;
mod agents;
mod agents_amiss;
mod agents_chosen;
#[cfg(unix)]
mod annotated;
#[cfg(unix)]
mod below_git;
mod beside;
mod broken_trees;
mod bypass;
mod chaining;
mod clean;
mod clients;
mod demo;
mod doctor;
#[cfg(unix)]
mod drift;
mod edit_guard;
mod edit_guard_lists;
mod edit_guard_sources;
mod faults;
mod features;
mod fuzzed;
mod generated;
mod given_back;
mod going;
mod guard_lines;
mod guard_merges;
mod guard_message;
mod guard_rewrites;
mod guard_scope;
mod guard_ways_out;
mod guard_who_wrote;
mod guarded;
mod histories;
mod hooks;
#[cfg(unix)]
mod hostile;
mod hostile_plan;
mod index_scan;
mod init;
mod integrate;
mod integrate_late;
mod integrate_more;
#[cfg(unix)]
mod interrupted;
mod land;
mod land_held;
mod land_ways;
mod landed;
mod layers;
mod layouts;
mod lead_alone;
mod lifecycle;
mod lifetimes;
#[cfg(unix)]
mod links;
mod lost_plan;
mod machines;
mod managers;
#[cfg(unix)]
mod missed;
mod model;
mod moved;
mod names;
mod oracle;
mod outliving;
mod over;
#[cfg(unix)]
mod packages;
#[cfg(unix)]
mod passes;
#[cfg(unix)]
mod pasted;
mod peers;
mod plan;
mod plan_again;
mod plan_dialogue;
mod plan_documents;
mod plan_documents_more;
mod plan_file;
mod plan_handed;
mod plan_headings;
mod plan_paths;
mod plan_properties;
mod plan_reading;
mod plan_scopes;
mod plan_summaries;
mod predict;
mod preview;
mod price;
mod prompts;
mod reassign;
mod recover;
mod recover_clues;
mod recover_lines;
mod retro;
mod rewritten;
mod road;
mod scene;
mod schemas;
mod schemas_all;
mod server;
mod settings;
mod setup;
mod shells;
mod stacked;
mod start;
mod status;
mod status_next;
mod status_table;
mod strict;
#[cfg(target_os = "linux")]
mod sweep;
mod sync;
mod terminal;
mod tool_use;
mod torn;
#[cfg(unix)]
mod trust;
mod watch;
mod ways_back;
#[cfg(unix)]
mod writers;
