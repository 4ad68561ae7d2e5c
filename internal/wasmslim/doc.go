// Package wasmslim makes the WebAssembly module that Go's linker writes smaller,
// without touching an instruction.
//
// The linker starts a new data segment after each run of eight zeros, and the
// headers of tens of thousands of segments compress worse than the zeros would. And
// it writes a table of all functions (pclntab) of which a running program needs the
// half that unwinds stacks; the other half names functions, files and lines when a
// stack is printed. [Slim] writes the same memory in few segments, without that
// half. A slim program panics, recovers, collects garbage and counts goroutines as
// before; the stacks that it prints have no names. [Functions] returns the names, by
// the numbers that browsers print.
//
// # What is read of the table, and by whom
//
// All facts are those of Go 1.26; files are named as seen from GOROOT/src, with the
// line in Go 1.26.8. [Slim] refuses another version: that the tables look the same
// does not show that the runtime reads them for the same purposes.
//
//   - pcHeader and moduledata, which say where everything is: runtime/symtab.go:376
//     and :402; written by cmd/link/internal/ld/pcln.go:254 and symtab.go:595.
//   - _func, the record of a function: runtime/runtime2.go:1072; written by
//     ld/pcln.go:817.
//   - The numbers of pcdata and funcdata: internal/abi/symtab.go:108.
//   - The linker's segments: cmd/link/internal/wasm/asm.go:511.
//
// What is blanked, and its readers in the runtime:
//
//   - pcfile, pcln, cuOffset, cutab, filetab: funcline1 (runtime/symtab.go:1191) and
//     funcfile (:1169), for stacks that are printed and for runtime.Caller. Without a
//     table pcvalue returns -1 (:1021), and the file is "?".
//   - startLine: runtime.Frame's, for profiles.
//   - pcdata UnsafePoint: isAsyncSafePoint (runtime/preempt.go:443) and injected calls
//     of debuggers (runtime/debugcall.go:90). Neither exists on wasm, which has no
//     signals.
//   - pcdata InlTreeIndex, funcdata InlTree: inlineUnwinder (runtime/symtabinl.go:67),
//     for stacks that are printed, runtime.Callers and FuncForPC. Without a tree there
//     is one frame for each function that is called.
//   - pcdata ArgLiveIndex, funcdata ArgInfo and ArgLiveInfo: printArgs
//     (runtime/traceback.go:663).
//   - Names: all that prints. But three read them for something else, see reduce:
//     isSystemGoroutine (runtime/traceback.go:1442), argMapInternal
//     (runtime/stkframe.go:101) and panicwrap (runtime/error.go:326). A fourth prints
//     the time of inits (runtime/proc.go:8112) and would fail on an empty name, so no
//     name is empty.
//
// What stays is packed, see pack.go: the tables in pctab, the blobs of funcdata, and the
// records, which become shorter by what is blanked at their ends.
//
// What stays, since unwinding and the garbage collector need it: entryOff, args,
// deferreturn, pcsp, funcID, flag, pcdata StackMapIndex and PanicBounds, and funcdata
// ArgsPointerMaps, LocalsPointerMaps, StackObjects, OpenCodedDeferInfo and WrapInfo.
package wasmslim
