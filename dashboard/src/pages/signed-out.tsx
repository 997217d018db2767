/** What a browser sees that has not been signed in. */
export function SignedOut() {
  return (
    <main className="signed-out">
      <h1>Bellwether</h1>
      <p>
        Open the sign-in link that <code>npm start</code> printed, or make a new one with{' '}
        <code>npx bellwether sign-in</code>. Or <a href="/sign-in">sign in with an API key</a>.
      </p>
    </main>
  )
}
