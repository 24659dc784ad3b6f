// The form's two pages. Nothing of the secret is on them but its name.
import { toMinute } from '../../src/rotation/person-request.ts';
import type { PersonRequest } from '../../src/rotation/state.ts';

export function renderForm(request: PersonRequest, problem?: string): string {
  const { secretName, link, field, answerBy, attempt } = request;
  return page(
    `A new credential for ${secretName}`,
    `
    <h1>A new credential for <code>${toHtml(secretName)}</code></h1>
    ${attempt === 1 ? '' : `<p class="problem">The target refused the value before. This is attempt ${String(attempt)} of 3.</p>`}
    ${problem === undefined ? '' : `<p class="problem" role="alert">${toHtml(problem)}</p>`}
    <ol>
      <li>Make a new one${link === undefined ? ' where it is issued' : `: <a href="${toHtml(link)}" target="_blank" rel="noopener noreferrer">${toHtml(link)}</a>`}.
        Leave the old one valid.</li>
      <li>Paste it here${field === undefined ? '' : `; it becomes the field <code>${toHtml(field)}</code>`}.</li>
    </ol>
    <form method="post" autocomplete="off">
      <label for="value">New value</label>
      <input id="value" name="value" type="password" required autofocus autocomplete="new-password" spellcheck="false">
      <button>Store and test it</button>
    </form>
    <p class="small">It goes from this page into Secrets Manager and nowhere else. Wanted by ${toHtml(toMinute(answerBy))}.</p>`,
  );
}

export function renderThanks(): string {
  return page(
    'Stored',
    '<h1>Taken.</h1><p>The terminal shows how its test goes. This page can be closed.</p>',
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${toHtml(title)}</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 38rem; margin: 10vh auto; padding: 0 1rem; color: #1c2024; background: #fff; }
      h1 { font-size: 1.4rem; } code { font-size: .95em; overflow-wrap: anywhere; } a { overflow-wrap: anywhere; }
      label { display: block; font-weight: 600; margin-top: 1.5rem; }
      input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; margin: .3rem 0 1rem; border: 1px solid #767b81; border-radius: 4px; }
      button { font: inherit; font-weight: 600; padding: .5rem 1rem; color: #fff; background: #0b5cad; border: 0; border-radius: 4px; }
      .problem { padding: .6rem .8rem; background: #fdecea; border-left: 4px solid #b3261e; }
      .small { color: #51575d; font-size: .9rem; margin-top: 2rem; }
      @media (prefers-color-scheme: dark) {
        body { color: #e6e8ea; background: #16191c; } a { color: #7db8f5; } input { color: inherit; background: #22262a; }
        .problem { background: #3b1f1d; } .small { color: #a9afb5; }
      }
    </style>
  </head>
  <body>${body}
  </body>
</html>
`;
}

function toHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
