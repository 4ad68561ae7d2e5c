package bench

import (
	"encoding/json"
	"os"
)

// Results are what one run has measured; bench/results.json keeps them.
type Results struct {
	Machine Machine `json:"machine"`
	// Earlier is the version of the earlier build that has taken upstream's place, if one has.
	Earlier string `json:"earlier,omitempty"`
	// Rows are the rows by the names in Groups.
	Rows map[string]Row `json:"rows"`
}

// Machine describes the machine, and when it was used.
type Machine struct {
	CPU     string `json:"cpu"`
	Cores   int    `json:"cores"`
	Browser string `json:"browser"`
	Go      string `json:"go"`
	// Date is when the run ended, in UTC: "2006-01-02 15:04".
	Date string `json:"date"`
}

// Row is the result of one measurement. Values are medians over the rounds.
type Row struct {
	Ours float64 `json:"ours"`
	// Upstream, EmptyProgram or SDKProgram is what ours is compared with; none, where
	// nothing like it is in there.
	Upstream     *float64 `json:"upstream,omitempty"`
	EmptyProgram *float64 `json:"emptyProgram,omitempty"`
	SDKProgram   *float64 `json:"sdkProgram,omitempty"`
	// Ratio and Spread are those of ours to that; nil if there is no ratio.
	Ratio  *float64 `json:"ratio"`
	Spread *Spread  `json:"spread"`
	// Pairs has the ratio of each round.
	Pairs []float64 `json:"pairs,omitempty"`
	// Passwordless is the third library, if it has the function.
	Passwordless *Third `json:"passwordless,omitempty"`
}

// Third is another library beside ours; the ratio is of ours to it.
type Third struct {
	Value  float64   `json:"value"`
	Ratio  *float64  `json:"ratio"`
	Spread *Spread   `json:"spread"`
	Pairs  []float64 `json:"pairs,omitempty"`
}

// Read reads results from a file.
func Read(file string) (*Results, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var results Results
	return &results, json.Unmarshal(text, &results)
}

// Write writes results to a file.
func (r *Results) Write(file string) error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o666)
}
