package core_test

// preemptions is how many the explorer of interleavings allows: fewer than natively,
// since WebAssembly takes longer.
const preemptions = 1
