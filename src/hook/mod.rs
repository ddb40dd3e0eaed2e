//! Hook stubs: installing, chaining and the entries they call.
