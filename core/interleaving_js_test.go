package core_test

const (
	preemptions = 1 // that the explorer of interleavings allows: WebAssembly takes longer
	refusals    = 1 // none: where GOOS is js the page keeps what storage has refused
)
