import { NextResponse } from 'next/server';
import type { NextRequest } from 'next/server';
import { sessionOf } from './session';

/** Refreshes the session before a page is rendered, which itself could not set cookies. */
export async function proxy(request: NextRequest) {
	const { storage } = await sessionOf(request, 60); // so that it does not expire before the page has been rendered
	const headers = new Headers(request.headers);
	headers.set('cookie', storage.cookieHeader()); // for the page
	const response = NextResponse.next({ request: { headers } });
	storage.applyTo(response); // for the browser
	return response;
}

export const config = { matcher: '/((?!_next/|favicon.ico).*)' };
