// Opens a notebook in JupyterLab, runs all its cells, counts the pictures a live output has shown, takes screenshots.
//
//     node lab.mjs CHROMIUM URL OUT CELLS
//
// `puppeteer-core` is found by NODE_PATH.
import { createRequire } from "node:module";
const puppeteer = createRequire(process.env.NODE_PATH + "/")("puppeteer-core");
const [browserPath, url, out, cells] = process.argv.slice(2);

const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu"],
  defaultViewport: { width: 1100, height: 1000 },
});
try {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "domcontentloaded", timeout: 120000 });
  await page.waitForFunction("window.jupyterapp && document.querySelector('.jp-Notebook .jp-Cell')", { timeout: 120000 });
  await page.waitForFunction(
    "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", { timeout: 120000 });
  await page.evaluate(() => window.jupyterapp.commands.execute("application:toggle-left-area"));
  // Every <img> that appears in an output is counted, also those that replace another.
  await page.evaluate(() => {
    window.seen = 0;
    new MutationObserver(changes => {
      for (const change of changes) {
        if (change.attributeName === "src") window.seen += 1;
        for (const node of change.addedNodes)
          if (node.querySelectorAll) window.seen += node.querySelectorAll("img").length + (node.tagName === "IMG");
      }
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] });
  });
  await page.evaluate(() => window.jupyterapp.commands.execute("notebook:run-all-cells"));
  await page.waitForFunction(
    count => {
      const prompts = [...document.querySelectorAll(".jp-InputArea-prompt")].map(one => one.textContent);
      return prompts.filter(text => /\[\d+\]/.test(text)).length >= count;
    }, { timeout: 240000 }, Number(cells));
  await new Promise(done => setTimeout(done, 1500));
  const found = await page.evaluate(() => ({
    frames: window.seen,
    images: [...document.querySelectorAll(".jp-OutputArea img")].map(one => [one.naturalWidth, one.naturalHeight, one.width]),
    errors: [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')].map(one => one.textContent),
    texts: [...document.querySelectorAll(".jp-OutputArea-output pre")].map(one => one.textContent),
  }));
  const panel = await page.$(".jp-NotebookPanel .jp-WindowedPanel-outer");
  const height = await page.evaluate(one => one.scrollHeight, panel);
  for (let top = 0, number = 1; top < height; top += 850, number += 1) {
    await page.evaluate((one, to) => { one.scrollTop = to; }, panel, top);
    await new Promise(done => setTimeout(done, 400));
    await page.evaluate(() => { for (const one of document.querySelectorAll(".Toastify")) one.remove(); });
    await page.screenshot({ path: `${out}-${number}.png` });
  }
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
