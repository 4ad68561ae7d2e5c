package fakecognito

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// contentType is the media type of requests and replies.
const contentType = "application/x-amz-json-1.1"

// reply is an answer to an API request, ready to be written.
type reply struct {
	status          int
	errorCode       string
	header          http.Header
	body            []byte
	noCORS          bool
	closeConnection bool
}

// jsonReply returns a success; a nil value has an empty body.
func jsonReply(v any) reply {
	rep := reply{status: http.StatusOK, header: http.Header{"Content-Type": {contentType}}}
	if v != nil {
		body, err := json.Marshal(v)
		if err != nil {
			return errorReply(err)
		}
		rep.body = body
	}
	return rep
}

// errorReplyWith returns an error in the API's shape: the code in the body and in a
// header that ends with a colon.
func errorReplyWith(status int, code, message string) reply {
	rep := jsonReply(map[string]string{"__type": code, "message": message})
	if message == "" {
		rep = jsonReply(map[string]string{"__type": code})
	}
	rep.status, rep.errorCode = status, code
	rep.header.Set("X-Amzn-Errortype", code+":")
	if message != "" {
		rep.header.Set("X-Amzn-Errormessage", message)
	}
	return rep
}

func (rep reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), rep.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(rep.body)))
	w.WriteHeader(rep.status)
	w.Write(rep.body)
}
