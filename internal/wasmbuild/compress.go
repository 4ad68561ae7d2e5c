package wasmbuild

import (
	"bytes"
	"compress/gzip"

	"github.com/andybalholm/brotli"
)

// Compressions are the forms in which a file is served, by their suffix.
var Compressions = map[string]func([]byte) ([]byte, error){
	".br": Brotli,
	".gz": Gzip,
}

// Brotli compresses as brotli -q 11 does.
func Brotli(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

// Gzip compresses as gzip -9 does.
func Gzip(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
