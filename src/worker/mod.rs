//! What a worker is given: registry, prompt, launch script, setup.
