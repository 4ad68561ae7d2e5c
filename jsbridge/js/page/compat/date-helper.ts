/** Writes the time as Cognito's SRP wants it. */
export class DateHelper {
	/** The time now, for instance `Tue Jan 1 06:06:09 UTC 2019`. */
	getNowString(): string {
		// Tue, 01 Jan 2019 06:06:09 GMT
		const [weekday, day, month, year, time] = new Date().toUTCString().split(/,? /);
		return [weekday, month, +day!, time, 'UTC', year].join(' ');
	}
}
