/**
 * Opens the connection to the service while the core starts. A part of the runtime.
 *
 * @packageDocumentation
 */
import type { ICognitoClient } from '../page/base/types';

/**
 * Has the page connect to a client's endpoint, by a link that is in the document for a
 * moment only. Nothing is sent; where there is no document, nothing happens.
 *
 * @param client - what requests will be sent with
 */
export function connect(client: ICognitoClient | undefined): void {
	if (!client || typeof document === 'undefined') return;
	// The page may have changed the client, and a test's document may be hardly one: requests
	// are sent all the same.
	try {
		const link = document.createElement('link');
		link.rel = 'preconnect';
		link.href = client.endpoint;
		// Connections with and without cookies are not the same ones.
		link.crossOrigin = client.fetchOptions.credentials === 'include' ? 'use-credentials' : 'anonymous';
		document.head.append(link);
		link.remove();
	} catch {
		// The first request opens the connection.
	}
}
