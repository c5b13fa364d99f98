// The conversation's scroll: who reads its end follows it, who reads further up is left in peace.

function atEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

export function toEnd() {
  const scroll = document.getElementById("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

export function keepingEnd(change) {
  const scroll = document.getElementById("scroll");
  const follow = scroll && atEnd(scroll);
  change();
  if (follow) toEnd();
}

export function startScrolling() {
  const scroll = document.getElementById("scroll");
  const button = document.getElementById("to-end");
  let followed = true;
  scroll.addEventListener("scroll", () => {
    followed = atEnd(scroll);
    button.hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 400;
  });
  button.addEventListener("click", toEnd);
  // A note above or a longer draft below makes it lower.
  new ResizeObserver(() => followed && toEnd()).observe(scroll);
}
