"""A real browser on a service that is served here: what a page must be for whoever reads it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

PHONE: Final = 360
DESK: Final = 1280


@contextlib.asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address of an app on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


WEAK: Final = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = rgb(c).slice(0, 3).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    const v = rgb(c); if (v.length < 4 || v[3] > 0) return c; } return 'rgb(255,255,255)'; };
  return [...document.querySelectorAll('p, li, td, th, a, h1, h2, h3, dt, dd, small, caption, label, legend, button')]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const a = light(getComputedStyle(e).color), b = light(ground(e));
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.tagName + e.textContent.trim().slice(0, 30)]; })
    .filter(([ratio]) => ratio < 7).map(([ratio, what]) => ratio.toFixed(1) + ' ' + what);
}"""
"""Text whose contrast to its ground is below 7:1."""

SMALL: Final = """() => [...document.querySelectorAll(
    'nav a, button, select, input:not([type=hidden], [type=radio], [type=checkbox]), .button, label.tick, summary')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
  .map(e => Math.round(e.getBoundingClientRect().height) + ' ' + e.outerHTML.slice(0, 60))"""
"""What leads on and is too low for a thumb."""

FLAWS: Final = f"""() => {{
  document.querySelectorAll('details').forEach(d => {{ d.open = true; }});
  const wide = document.documentElement.scrollWidth - innerWidth;
  const unnamed = [...document.querySelectorAll('input:not([type=hidden]), select')]
    .filter(e => !e.labels.length && !e.getAttribute('aria-label')).map(e => 'unnamed ' + e.name);
  unnamed.push(...[...document.querySelectorAll('button, a')].filter(e => e.offsetParent && !e.textContent.trim()
    && !e.getAttribute('aria-label') && !e.querySelector('[aria-label], title')).map(e => 'unnamed ' + e.outerHTML));
  return [...(wide > 0 ? ['wider by ' + wide] : []), ...({WEAK})(), ...({SMALL})(), ...unnamed];
}}"""
"""All of it at once, with everything unfolded; and inputs, buttons and links without a name."""
