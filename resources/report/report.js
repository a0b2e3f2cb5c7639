// Filtering only: without it the whole report is there to read.
(() => {
  const bar = document.getElementById("filter");
  const files = [...document.querySelectorAll(".file")];
  const search = bar.querySelector("input[type=search]");
  const refresh = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hidden = [];
    for (const box of bar.querySelectorAll("input[type=checkbox]")) {
      document.body.classList.toggle("hide-" + box.value, !box.checked);
      if (!box.checked) hidden.push(box.value);
    }
    for (const file of files) {
      let left = 0;
      for (const finding of file.querySelectorAll(".finding")) {
        const text = (file.dataset.path + " " + finding.textContent).toLowerCase();
        const matches = words.every((word) => text.includes(word));
        finding.classList.toggle("unmatched", !matches);
        if (matches && !hidden.some((kind) => finding.classList.contains(kind))) left += 1;
      }
      file.classList.toggle("empty", left === 0);
    }
  };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 150); });
  bar.addEventListener("change", refresh);
  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("click", () => files.forEach((file) => { file.open = button.value === "open"; }));
  }
  addEventListener("beforeprint", () => files.forEach((file) => { file.open = true; }));
  bar.hidden = false;
})();
