import { Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { Auth } from './auth';

@Component({
	selector: 'app-sign-in',
	imports: [ReactiveFormsModule],
	template: `
		<form method="post" [formGroup]="form" (ngSubmit)="signIn()">
			<label>Name <input name="username" formControlName="username" autocomplete="username" required /></label>
			<label>
				Password
				<input name="password" type="password" formControlName="password" autocomplete="current-password" required />
			</label>
			<button>Sign in</button>
			<p role="alert">{{ message() }}</p>
		</form>
	`,
})
export class SignIn {
	private readonly auth = inject(Auth);
	protected readonly message = signal('');
	protected readonly form = inject(NonNullableFormBuilder).group({
		username: ['', Validators.required],
		password: ['', Validators.required],
	});

	protected async signIn(): Promise<void> {
		const { username, password } = this.form.getRawValue();
		try {
			const { challengeName } = await this.auth.signIn(username, password);
			if (challengeName) this.message.set('This page does not answer the challenge ' + challengeName);
		} catch (error) {
			this.message.set((error as Error).message);
		}
	}
}
