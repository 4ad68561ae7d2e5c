package scale

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// quota is how many requests per second Cognito's category UserAuthentication, which includes
// both operations that refresh tokens, accepts by default. userQuota is how many it accepts
// for one user.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
const (
	quota     = 120
	userQuota = 10
)

// Row is a day with a client, and its result.
type Row struct {
	Client Client
	Day    Day
	Load   *Load
}

// Rows returns the days that docs/scale.md compares, without their results.
func Rows(users int, seed uint64) []Row {
	var rows []Row
	for _, tabs := range []int{1, 3} {
		for _, client := range Clients {
			rows = append(rows, Row{Client: client, Day: Day{Users: users, Tabs: tabs, Seed: seed}})
		}
	}
	for _, client := range []Client{Upstream, Ours} {
		rows = append(rows, Row{Client: client, Day: Day{Users: users, Tabs: 3, Together: true, Seed: seed}})
	}
	return rows
}

// template is docs/scale.md with names in braces in place of numbers.
//
//go:embed report.md
var template string

// Report returns docs/scale.md.
func Report(rows []Row) string {
	var table strings.Builder
	for _, r := range rows {
		tabs := strconv.Itoa(r.Day.Tabs)
		if r.Day.Together {
			tabs += ", together"
		}
		fmt.Fprintf(&table, "| %s | %s | %.2f | %s | %.1f | %.1f | %s | %d |\n", r.Client.Name, tabs,
			r.Load.PerUserHour(), thousands(r.Load.Peak()), r.Load.Mean(), r.Load.PeakToMean(), minutes(r.Load.Over(quota)), r.Load.UserPeak)
	}
	echo := rows[1].Load // ours, one tab
	return strings.NewReplacer(
		"{users}", thousands(rows[0].Day.Users),
		"{signIns}", minutes(signIns),
		"{signInRate}", strconv.Itoa(int(float64(rows[0].Day.Users)/signIns.Seconds())),
		"{fastest}", fmt.Sprintf("%.1f", float64(rows[0].Day.Users)/quota/60),
		"{pause}", minutes(pause),
		"{calls}", strconv.Itoa(Calls),
		"{lifetime}", minutes(lifetime),
		"{latency}", strconv.Itoa(int(latency.Milliseconds())),
		"{quota}", strconv.Itoa(quota),
		"{userQuota}", strconv.Itoa(userQuota),
		"{oursPeak}", strconv.Itoa(echo.Peak()),
		"{earlyPeak}", strconv.Itoa(rows[2].Load.Peak()),
		"{oursMean}", fmt.Sprintf("%.0f", echo.Mean()),
		"{upstreamMean}", fmt.Sprintf("%.0f", rows[0].Load.Mean()),
		"{earlyCost}", more(rows[2].Load, echo),
		"{spreadCost}", more(rows[3].Load, echo),
		"{spreadPeakToMean}", fmt.Sprintf("%.1f", rows[3].Load.PeakToMean()),
		"{signInEnd}", "9:"+strconv.Itoa(int(signIns.Minutes())),
		"{together}", strconv.Itoa(3*Calls),
		"{table}", table.String(),
	).Replace(template)
}

// more returns by how many percent the requests of a exceed those of b.
func more(a, b *Load) string {
	return fmt.Sprintf("%.0f %%", 100*(float64(a.Requests)/float64(b.Requests)-1))
}

func minutes(d time.Duration) string {
	if d != 0 && d < time.Minute {
		return "< 1 min"
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// thousands writes 100000 as 100,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
