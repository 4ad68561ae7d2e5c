package main

import (
	"bytes"
	"compress/gzip"

	"github.com/andybalholm/brotli"
)

// compressions are the forms in which a file is served, by their suffix.
var compressions = map[string]func([]byte) ([]byte, error){
	".br": compressBrotli,
	".gz": compressGzip,
}

func compressBrotli(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func compressGzip(data []byte) ([]byte, error) {
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
