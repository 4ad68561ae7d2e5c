package wasmbuild

// saving is a place of Go's standard library, with what is compiled in its place.
type saving struct{ file, from, to string }

// savings are places that bring much into the Wasm module which it never runs
// (DECISIONS 28). Sizes are those of the compressed module (brotli -q 11).
var savings = []saving{
	// The print builtin, by which a panic shows its value: 22 kB of strconv for
	// floating-point numbers, whose bits in hexadecimal serve as well. A value of a type
	// with a name of its own is shown by its type and address.
	{"runtime/print.go", "gwrite(strconv.AppendFloat(buf[:0], v, 'g', -1, 64))", "_ = buf; printhex(float64bits(v))"},
	{"runtime/print.go", "gwrite(strconv.AppendFloat(buf[:0], float64(v), 'g', -1, 32))", "_ = buf; printhex(float64bits(float64(v)))"},
	{"runtime/print.go", "gwrite(strconv.AppendComplex(buf[:0], c, 'g', -1, 128))", "_ = buf; printhex(float64bits(real(c))); printhex(float64bits(imag(c)))"},
	{"runtime/print.go", "gwrite(strconv.AppendComplex(buf[:0], complex128(c), 'g', -1, 64))", "_ = buf; printcomplex128(complex128(c))"},
	{"runtime/error.go", "printanycustomtype(v)\n\t}\n}\n\n// Invariant", "var named any = v\n\t\teface := efaceOf(&named)\n\t\tprint(\"(\", toRType(eface._type).string(), \") \", eface.data)\n\t}\n}\n\n// Invariant"},

	// The setting GODEBUG=asynctimerchan: 21 kB, since the runtime's metrics come with it.
	// A page cannot set the environment variables of Go's runtime; the loader sets none of these.
	{"time/sleep.go", "\t\"internal/godebug\"\n", ""},
	{"time/sleep.go", "var asynctimerchan = godebug.New(\"asynctimerchan\")", "var asynctimerchan unset\n\ntype unset struct{}\n\nfunc (unset) Value() string { return \"\" }\nfunc (unset) IncNonDefault() {}"},
	without("runtime/runtime1.go", "func parsegodebug(godebug string, seen map[string]bool) {", ""),
	without("runtime/runtime1.go", "func reparsedebugvars(env string) {", ""),
	without("runtime/runtime.go", "func (g *godebugInc) IncNonDefault() {", ""),
	without("internal/cpu/cpu.go", "func processOptions(env string) {", ""),
	{"runtime/mgc.go", "gcController.init(readGOGC(), readGOMEMLIMIT())", "gcController.init(100, 1<<63-1)"},
	without("runtime/proc.go", "func saveAncestors(callergp *g) *[]ancestorInfo {", "nil"),

	// A time as text, which only a panic would show: 6 kB for dates. Here it is the time
	// since 1970. Time zones: core reckons in UTC.
	{"time/format.go", "s := t.Format(\"2006-01-02 15:04:05.999999999 -0700 MST\")", "return Duration(t.UnixNano()).String()\n\ts := \"\""},
	{"time/format.go", "func (t Time) GoString() string {", "func (t Time) GoString() string { return t.String() }\n\nfunc (t Time) goString() string {"},
	without("time/zoneinfo.go", "func (l *Location) lookup(sec int64) (name string, offset int, start, end int64, isDST bool) {", `"UTC", 0, alpha, omega, false`),
	without("time/zoneinfo_js.go", "func initLocal() {", ""),

	// The tracer and the profiles, which nothing starts: see never, too.
	{"runtime/traceruntime.go", "\treturn traceAcquireEnabled()\n", "\treturn traceLocker{}\n"},
	without("runtime/mprof.go", "func blockevent(cycles int64, skip int) {", ""),
	without("runtime/mprof.go", "func mutexevent(cycles int64, skip int) {", ""),
	without("runtime/mprof.go", "func mProf_NextCycle() {", ""),
	without("runtime/mprof.go", "func mProf_Flush() {", ""),
	without("runtime/mprof.go", "func mProf_PostSweep() {", ""),
	without("runtime/mprof.go", "func mProf_Free(b *bucket, size uintptr) {", ""),
	{"runtime/mgc.go", "work.goroutineLeak.done = findGoroutineLeaks()", "work.goroutineLeak.done = true"},

	// What gives memory back to the system: WebAssembly's memory cannot shrink.
	{"runtime/mgc.go", "\tgo bgscavenge(c)\n\t<-c\n", ""},
	{"runtime/mgcscavenge.go", "\tassertWorldStoppedOrLockHeld(&mheap_.lock)\n\n\t// As described", "\tscavenge.memoryLimitGoal.Store(^uint64(0))\n\tscavenge.gcPercentGoal.Store(^uint64(0))\n\treturn\n\n\t// As described"},
	without("runtime/mgcscavenge.go", "func (p *pageAlloc) scavenge(nbytes uintptr, shouldStop func() bool, force bool) uintptr {", "0"),
	without("runtime/mpagealloc.go", "func (p *pageAlloc) enableChunkHugePages() {", ""),

	// Checks of what the compiler and the linker have written; some take time at each start.
	without("runtime/symtab.go", "func moduledataverify1(datap *moduledata) {", ""),
	without("runtime/runtime1.go", "func check() {", ""),

	// Plugins, cgo, and a number of processors that changes.
	without("runtime/type.go", "func typelinksinit() {", ""),
	without("runtime/traceback.go", "func printCgoTraceback(callers *cgoCallers) {", ""),
	without("runtime/proc.go", "func defaultGOMAXPROCSUpdateEnable() {", ""),

	// What is printed of a corrupt heap or stack, besides the reason and the stack itself.
	without("runtime/mgcmark.go", "func gcDumpObject(label string, obj, off uintptr) {", ""),
	without("runtime/mgcsweep.go", "func (s *mspan) reportZombies() {", ""),
	without("runtime/traceback.go", "func tracebackHexdump(stk stack, frame *stkframe, bad uintptr) {", ""),
	without("runtime/traceback.go", "func printAncestorTraceback(ancestor ancestorInfo) {", ""),
}

// without returns the saving of all that a function does: it returns result immediately.
func without(file, signature, result string) saving {
	return saving{file, signature, signature + "\n\treturn " + result + "\n"}
}

// never are conditions of the runtime that do not hold in a page: nothing starts its tracer and
// its profiles, nothing sets GODEBUG, there is neither cgo nor a network poller, and the program
// is no test. What an if does only where one of them holds is not compiled.
var never = []string{
	"blockprofilerate > 0",
	"bubble != nil", // of testing/synctest
	"c.bubble != nil",
	"gp.bubble != nil",
	"s.g.bubble != nil",
	"c.nextSample < 0 || MemProfileRate != c.memProfRate",
	"debug.checkfinalizers != 0",
	"debug.checkfinalizers > 0",
	"debug.clobberfree != 0",
	"debug.gccheckmark > 0",
	"debug.gcpacertrace > 0",
	"debug.gctrace > 0",
	"debug.gctrace > 1",
	"debug.inittrace != 0",
	"debug.malloc",
	"debug.sbrk != 0",
	"debug.scavtrace > 0",
	"debug.schedtrace > 0 || debug.scheddetail > 0",
	"faketime != 0",
	"goroutineProfile.active",
	"gp.m.isextra",
	"isarchive || islibrary",
	"iscgo",
	"islibrary || isarchive",
	"mp.isextra",
	"netpollinited()",
	"trace.ok()",
	"traceAllocFreeEnabled()",
	"traceEnabled()",
	"useCheckmark",
}
