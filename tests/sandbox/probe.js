// What the page's tests ask about a page as a whole: each function gives a list of what is wrong.

const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

/** How many pixels wide the page is, beyond the window or not. */
function width() {
  return Math.max(document.documentElement.scrollWidth, document.querySelector(".log").scrollWidth);
}

/** Controls that a finger would miss, and fields whose small type would make a phone zoom in. */
function smallTargets() {
  const controls = [...document.querySelectorAll("button, select, input, textarea, a.row, a.button")];
  const mayBeLow = ".origin, [type=radio], [inert] *, .prose *";
  const isLow = (each) => each.getBoundingClientRect().height < 43.5 && !each.matches(mayBeLow);
  const isSmall = (each) => each.matches("input, textarea, select") && parseFloat(getComputedStyle(each).fontSize) < 16;
  return controls.filter((each) => isShown(each) && (isLow(each) || isSmall(each))).map((each) => each.outerHTML);
}

/** Texts with less contrast than WCAG's AA asks for: 4.5, or 3 where they are large. */
function faintTexts() {
  const unread = ":disabled, .visually-hidden, .grouped > .body > header";
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const asked = (element) => (parseFloat(getComputedStyle(element).fontSize) >= 24 ? 3 : 4.5);
  const texts = [...document.querySelectorAll("body *")].filter(
    (each) => hasText(each) && isShown(each) && !each.closest(unread),
  );
  return texts
    .filter((each) => contrast(each) < asked(each))
    .map((each) => `${contrast(each).toFixed(2)} ${each.outerHTML}`);
}

function contrast(element) {
  const ground = groundOf(element);
  const text = over(rgba(getComputedStyle(element).color), ground);
  const [dark, light] = [luminance(ground), luminance(text)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour behind an element, through all that is translucent. */
function groundOf(element) {
  if (!element) return [255, 255, 255];
  const colour = rgba(getComputedStyle(element).backgroundColor);
  return colour[3] === 1 ? colour : over(colour, groundOf(element.parentElement));
}

function over([r, g, b, alpha], [x, y, z]) {
  return [r * alpha + x * (1 - alpha), g * alpha + y * (1 - alpha), b * alpha + z * (1 - alpha)];
}

/** Any CSS colour in numbers, by painting it. */
function rgba(colour) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, alpha / 255];
}

function luminance(colour) {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = colour.map((part) => linear(part / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The HTML that markdown becomes, for a reader who knows nobody. */
async function rendered(texts) {
  const { markdown } = await import("/page/markdown.js");
  const app = { state: { users: new Map(), channels: new Map(), roles: new Map() } };
  return texts.map((text) => {
    const box = document.createElement("p");
    box.append(...markdown(text, app));
    return box.innerHTML;
  });
}

/** How long it takes to render 4,000 characters of each mark. */
async function millisecondsFor(marks) {
  const start = performance.now();
  await rendered(marks.map((mark) => mark.repeat(4000 / mark.length)));
  return performance.now() - start;
}
