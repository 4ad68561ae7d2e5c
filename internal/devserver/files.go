package devserver

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
)

// contentTypes are the types of the files served, by extension. The table is
// our own because the system's differs from machine to machine, and streaming
// compilation insists on application/wasm.
var contentTypes = map[string]string{
	".cjs":  "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".mjs":  "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".ts":   "text/plain; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".wasm": "application/wasm",
}

// encodings are the precompressed forms looked for beside a file, best first.
var encodings = []struct{ name, suffix string }{
	{"br", ".br"},
	{"gzip", ".gz"},
}

// serveFile serves the file of the given slash-separated name in dir, in the best of the
// precompressed forms beside it that the client accepts. missing is the reply if there is no
// such file.
func serveFile(w http.ResponseWriter, r *http.Request, dir, name, missing string) {
	if missing == "" {
		missing = "404 page not found"
	}
	contentType, known := contentTypes[path.Ext(name)]
	if !known || !fs.ValidPath(name) {
		http.Error(w, missing, http.StatusNotFound)
		return
	}
	// os.Root keeps symbolic links from leading out of the folder.
	root, err := os.OpenRoot(dir)
	if err != nil {
		http.Error(w, missing, http.StatusNotFound)
		return
	}
	defer root.Close()

	content, err := root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		http.Error(w, missing, http.StatusNotFound)
		return
	} else if err != nil {
		http.Error(w, name+" cannot be read", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	for _, e := range encodings {
		compressed, err := root.ReadFile(name + e.suffix)
		if err != nil {
			continue
		}
		h.Set("Vary", "Accept-Encoding")
		if accepts(r.Header.Get("Accept-Encoding"), e.name) {
			content = compressed
			h.Set("Content-Encoding", e.name)
			break
		}
	}

	// The tag is that of the sent bytes, so each encoding has its own.
	tag := fmt.Sprintf(`"%.16x"`, sha256.Sum256(content))
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
}

// accepts reports whether an Accept-Encoding header accepts the encoding. A missing header
// accepts none, and "*" accepts any; weights other than zero do not matter here.
func accepts(header, coding string) bool {
	wildcard := false
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		q, weighted := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		ok := !weighted || err == nil && weight > 0
		if name == coding {
			return ok
		}
		wildcard = ok
	}
	return wildcard
}
