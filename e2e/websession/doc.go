// Package websession tests core/websession with a page in a real browser: what the page can see,
// and that the browser keeps and sends the cookies.
package websession
