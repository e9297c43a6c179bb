"""Programs about autograd for `tests.tensor.test_programs`: hooks, arguments, Function, modes, gradients at odd places."""

__all__ = ["AUTOGRAD", "FUNCTIONS"]

AUTOGRAD = (
    'x=G(2.); y=x*x; y.register_hook(lambda g: g*2); y.backward(); x.grad',
    'x=G([1.,2.]); x.register_hook(lambda g: g*3); (x*x).sum().backward(); x.grad',
    'x=G(2.); h=x.register_hook(lambda g: g*3); h.remove(); (x*x).backward(); x.grad',
    'x=G(2.); x.register_hook(lambda g: g+1); x.register_hook(lambda g: g*2); (x*x).backward(); x.grad',
    'x=G(2.); L=[]; x.register_post_accumulate_grad_hook(lambda t: L.append(t.grad.item())); (x*x).backward(); L',
    'x=G(2.); y=x*x; y.retain_grad(); z=y*3; z.backward(); (y.grad,y.retains_grad,x.retains_grad)',
    'x=G(2.); x.retain_grad(); x.retains_grad',
    'x=G([1.,2.,3.]); a,b,c=x.split(1); (a.grad_fn is c.grad_fn, c.output_nr, a.is_leaf, c._base is x)',
    'x=G([1.,2.,3.]); a,b,c=x.unbind(); b.retain_grad(); c.register_hook(lambda g: g*2); (b*c).backward(); (x.grad, b.grad)',
    'x=G([[1.,2.,3.],[4.,5.,6.]]); (x.split([1,2],1)[1]**3).sum().backward(); x.grad',
    'x=G([1.,2.,3.]); a,b,c=x.unbind(); g,=torch.autograd.grad(a*b*b,x,create_graph=True); (g, torch.autograd.grad(g.sum(),x))',
    'x=G([1.,2.,3.]); a,b=x.chunk(2); torch.autograd.grad((a*a).sum()+b.sum(),[b,a,x],retain_graph=True)',
    'x=G([[1.,5.],[7.,3.]]); g,=torch.autograd.grad((x.max(1)[0]**3).sum(),x,create_graph=True); (g, torch.autograd.grad(g.sum(),x))',
    'x=T(2.); x.retain_grad()',
    'x=T(2.); x.register_hook(print)',
    'x=G(2.); y=x*x; y.backward(); y.backward()',
    'x=G(2.); y=x+x; y.backward(); y.backward(); x.grad',
    'x=G(2.); y=x*x; y.backward(retain_graph=True); y.backward(); x.grad',
    'x=G([1.,2.]); (x*x).backward()',
    'x=G([1.,2.]); (x*x).backward(T([1.,2.])); x.grad',
    'x=G([1.,2.]); (x*x).backward(T([1.,2.,3.]))',
    'x=G([1.,2.]); (x*x).backward(gradient=T(1.))',
    'x=T([1.]); x.backward()',
    'x=G(2.); w=G(3.); (x*w).backward(inputs=[x]); (x.grad,w.grad)',
    'x=G(2.); w=G(3.); (x*w).backward(inputs=x); (x.grad,w.grad)',
    'x=G(2.); (x*x).backward(inputs=[])',
    'x=G(2.); y=x*x; z=y*y; z.backward(inputs=[y]); (y.grad,x.grad)',
    'x=G(2.); y=x**3; g,=torch.autograd.grad(y,x,create_graph=True); h,=torch.autograd.grad(g,x,create_graph=True); k,=torch.autograd.grad(h,x); (g,h,k)',
    'x=G(2.); y=x*3; torch.autograd.grad(y,x,retain_graph=True), torch.autograd.grad(y,x)',
    'x=G(2.); w=G(1.); torch.autograd.grad(x*2,[x,w])',
    'x=G(2.); w=G(1.); torch.autograd.grad(x*2,[x,w],allow_unused=True)',
    'x=G(2.); w=G(1.); torch.autograd.grad(x*2,[x,w],materialize_grads=True)',
    'x=G(2.); w=T(1.); torch.autograd.grad(x*2,[w])',
    'x=G([1.,2.]); torch.autograd.grad(x*2,x,grad_outputs=T([1.,3.]))',
    'x=G([1.,2.]); torch.autograd.grad([x*2,x*3],x,grad_outputs=[T([1.,3.]),None])',
    'x=G([1.,2.]); torch.autograd.grad([(x*2).sum(),(x*3).sum()],[x])',
    'x=G([1.,2.]); torch.autograd.grad(x*2,x,grad_outputs=torch.eye(2),is_grads_batched=True)',
    'x=G([1.,2.]); torch.autograd.grad((x*2).sum(),(x,),allow_unused=False)',
    'x=G([1.,2.]); torch.autograd.backward([(x*2).sum(),(x*3).sum()]); x.grad',
    'x=G([1.,2.]); torch.autograd.backward(x*2,T([1.,1.])); x.grad',
    'x=G([1.,2.]); torch.autograd.backward((x*2,x*3),(T([1.,1.]),T([2.,2.]))); x.grad',
    'x=G([1.,2.]); torch.autograd.backward((x*2).sum(),inputs=[x]); x.grad',
    'x=G([1.,2.]); torch.autograd.backward(tensors=[(x*2).sum()],grad_tensors=None); x.grad',
    'x=G(2.); y=x*x; y.grad_fn.next_functions[0][0].variable is x',
    'x=G(2.); y=x*x; [f[0].name() for f in y.grad_fn.next_functions]',
    'x=G(2.); y=x+T(1.); [f[0] is None for f in y.grad_fn.next_functions]',
    'x=G(2.); y=x*x; type(y.grad_fn).__name__',
    'x=G(2.); y=x*x; y.grad_fn.__class__.__name__',
    'x=G(2.); y=x*x; str(type(y.grad_fn.next_functions[0][0]).__name__)',
    'x=G(2.); y=x*x; y.grad_fn(T(1.))',
    'x=G(2.); y=x.exp(); y.grad_fn._saved_result',
    'x=G(2.); y=x**2; (y.grad_fn._saved_self, y.grad_fn._saved_exponent)',
    'x=G(2.); w=G(3.); y=x*w; (y.grad_fn._saved_self, y.grad_fn._saved_other)',
    "x=G(2.); y=x*x; y.grad_fn.metadata['a']=1; y.grad_fn.metadata",
    'x=G(2.); y=x*x; L=[]; y.grad_fn.register_hook(lambda gi,go: L.append((gi,go))); y.backward(); L',
    'x=G(2.); y=x*x; L=[]; y.grad_fn.register_prehook(lambda go: L.append(go)); y.backward(); L',
    'x=G(2.); y=x*x; y.grad_fn.register_prehook(lambda go: (go[0]*5,)); y.backward(); x.grad',
    'x=G(2.); y=x*x; y.grad_fn.register_hook(lambda gi,go: tuple(g*7 for g in gi)); y.backward(); x.grad',
    'x=G(2.); x.grad_fn',
    'x=G(2.); y=x.detach(); y.add_(1); (x,y,y.requires_grad)',
    'x=G(2.); y=x.exp(); y.detach().add_(1); y.backward()',
    'x=G(2.); y=x.exp(); y.data.add_(1); y.backward(); x.grad',
    'x=G(2.); x.data=T(3.); (x, x.is_leaf)',
    'x=G([2.]); x.data=T([3.,4.]); x',
    'x=G(2.); x.data.mul_(2); x',
    'x=G(2.); x+=1',
    'x=G(2.); x.requires_grad_(False); x+=1; x',
    'x=G(2.); y=x*2; y.requires_grad_(False)',
    'x=G(2.); y=x*2; y.requires_grad=False',
    'x=T([1,2]); x.requires_grad_()',
    'x=T([1,2]); x.requires_grad=True',
    'torch.tensor([1,2],requires_grad=True)',
    'torch.zeros(2,requires_grad=True,dtype=torch.complex64)',
    'x=G(2.); y=x*2; y.detach_(); (y.requires_grad,y.is_leaf)',
    'x=G(2.); y=x.clone(); y.requires_grad',
    'x=G(2.); x.grad=T(1.); x.grad',
    'x=G(2.); x.grad=T([1.])',
    'x=G(2.); x.grad=3',
    'x=G(2.); x.grad=T(1.,dtype=torch.float64)',
    'x=G(2.); x.grad=None; x.grad',
    'x=G(2.); y=x*2; y.grad',
    'x=G(2.); del x.grad; x.grad',
    'x=G(2.); (x*1).backward(); x.grad.zero_(); x.grad',
    'x=G(2.)\nwith torch.no_grad(): y=x*2\n(y.requires_grad,y.grad_fn)',
    'x=G(2.)\nwith torch.no_grad():\n  with torch.enable_grad(): y=x*2\n(y.requires_grad,)',
    'with torch.set_grad_enabled(False): a=torch.is_grad_enabled()\n(a,torch.is_grad_enabled())',
    'torch.set_grad_enabled(False); a=torch.is_grad_enabled(); torch.set_grad_enabled(True); (a,torch.is_grad_enabled())',
    '@torch.no_grad()\ndef f(x): return x*2\nf(G(2.)).requires_grad',
    '@torch.no_grad\ndef f(x): return x*2\nf(G(2.)).requires_grad',
    '@torch.set_grad_enabled(False)\ndef f(x): return x*2\nr=f(G(2.)).requires_grad\n(r,torch.is_grad_enabled())',
    '@torch.enable_grad()\ndef f(x): return x*2\nwith torch.no_grad(): r=f(G(2.)).requires_grad\nr',
    '@torch.inference_mode()\ndef f(x): return x*2\nf(G(2.)).requires_grad',
    '@torch.no_grad()\ndef f():\n  yield torch.is_grad_enabled()\n  yield torch.is_grad_enabled()\n[(a,torch.is_grad_enabled()) for a in f()]',
    'x=G(3.); torch.autograd.functional.jacobian(lambda x: x**2, x)',
    'x=G([1.,2.]); torch.autograd.functional.jacobian(lambda x: x**2, T([1.,2.]))',
    'torch.autograd.functional.jacobian(lambda x,y: x*y.sum(), (T([1.,2.]),T([3.,4.])))',
    'torch.autograd.functional.hessian(lambda x: (x**3).sum(), T([1.,2.]))',
    'torch.autograd.functional.vjp(lambda x: x**2, T([1.,2.]), T([1.,1.]))',
    'torch.autograd.functional.jvp(lambda x: x**2, T([1.,2.]), T([1.,1.]))',
    'torch.autograd.functional.hvp(lambda x: (x**3).sum(), T([1.,2.]), T([1.,1.]))',
    'torch.autograd.functional.vhp(lambda x: (x**3).sum(), T([1.,2.]), T([1.,1.]))',
    'with torch.autograd.graph.saved_tensors_hooks(lambda t: t*2, lambda t: t): x=G(3.); y=x*x\ny.backward(); x.grad',
    'with torch.autograd.graph.save_on_cpu(): x=G(3.); y=x*x\ny.backward(); x.grad',
    'L=[]\nwith torch.autograd.graph.saved_tensors_hooks(lambda t: L.append(tuple(t.shape)) or t, lambda t: t): x=G([3.,1.]); y=(x.exp()*x).sum()\ny.backward(); x.grad',
    'with torch.autograd.set_detect_anomaly(True): x=G(0.); (x.sqrt()*0).backward()',
    'x=G(2.); y=torch.utils.checkpoint.checkpoint(lambda a: (a*a).exp(), x, use_reentrant=False); y.backward(); x.grad',
    'x=G(2.); y=torch.utils.checkpoint.checkpoint(lambda a: (a*a).exp(), x, use_reentrant=True); y.backward(); x.grad',
    'x=G([1.,2.,3.]); y=x[0]; y.backward(); x.grad',
    'x=G([[1.,2.],[3.,4.]]); y=x.sum(0)[1]; y.backward(); x.grad',
    'x=G([1.,2.]); y=x.clone(); y[0]=5; y.sum().backward(); x.grad',
    'x=G([1.,2.]); y=x*2; v=y.view(2,1); v.mul_(3); y.sum().backward(); x.grad',
    'x=G(2.,dtype=torch.float64); y=x.float()*2; y.backward(); x.grad',
    'x=G(1.+2j); y=(x*x.conj()).real; y.backward(); x.grad',
    'x=G(1.+2j); y=x*x; y.backward()',
    'x=G(1.+2j); y=x.abs(); y.backward(); x.grad',
    'x=G([1+1j,2.]); torch.view_as_real(x).sum().backward(); x.grad',
    'x=G([1.,2.]); m=x.max(); m.backward(); x.grad',
    'x=G([2.,2.]); m=x.max(); m.backward(); x.grad',
    'x=G([2.,2.]); m=x.max(0)[0]; m.backward(); x.grad',
    'x=G([2.,2.]); m=torch.maximum(x,T([2.,1.])); m.sum().backward(); x.grad',
    'x=G([2.,nan]); m=x.max(); m.backward(); x.grad',
    'x=G([0.,-0.,1.]); x.abs().sum().backward(); x.grad',
    'x=G([0.,1.]); x.sqrt().sum().backward(); x.grad',
    'x=G([0.,1.]); (x**0).sum().backward(); x.grad',
    'x=G([0.,1.]); (x**0.5).sum().backward(); x.grad',
    'x=G([0.,1.]); (x**T([0.,2.])).sum().backward(); x.grad',
    'x=G([0.,2.]); (0**x).sum().backward(); x.grad',
    'x=G([0.,0.]); x.norm().backward(); x.grad',
    'x=G([0.,0.]); x.prod().backward(); x.grad',
    'x=G([0.,2.,3.]); x.prod().backward(); x.grad',
    'x=G([[0.,0.],[1.,2.]]); x.std(1).sum().backward(); x.grad',
    'x=G([1.]); x.std().backward(); x.grad',
    'x=G([1.,2.,3.]); x.median().backward(); x.grad',
    'x=G([1.,2.,2.]); x.clamp(1.,2.).sum().backward(); x.grad',
    'x=G([1.,2.,2.]); x.relu().sum().backward(); x.grad',
    'x=G([0.]); x.relu().sum().backward(); x.grad',
    'x=G([0.,1.]); torch.where(x>0,x.log(),x).sum().backward(); x.grad',
    'x=G([0.,1.]); torch.atan2(x,x).sum().backward(); x.grad',
    'x=G([1.,2.]); (x/0).sum().backward(); x.grad',
    'x=G([-1.,2.]); x.log().sum().backward(); x.grad',
    'x=G([1e20]); x.exp().backward(); x.grad',
    'x=G([1.,2.]); torch.logsumexp(x,0).backward(); x.grad',
    'x=G([-inf,-inf]); torch.logsumexp(x,0).backward(); x.grad',
    'x=G([inf,1.]); torch.softmax(x,0).sum().backward(); x.grad',
    'x=G([3.,1.,2.]); s,i=x.sort(); (s*T([1.,2.,3.])).sum().backward(); x.grad',
    'x=G([3.,1.,2.]); s,i=x.topk(2); s.sum().backward(); x.grad',
    'x=G([3.,1.,2.]); x.cummax(0)[0].sum().backward(); x.grad',
    'x=G([1.,0.,2.]); x.cumprod(0).sum().backward(); x.grad',
    'x=G(2.); torch.autograd.gradcheck(lambda x: x**2, (x.double().detach().requires_grad_(),))',
    'x=G([1.,2.]); x.sum().backward(); x.sum().backward(); x.grad',
    'x=G([1.,2.]); torch.autograd.Variable(T([1.]),requires_grad=True).requires_grad',
    'x=G([1.,2.]); y=x*2; y.is_leaf, x.is_leaf, y.detach().is_leaf',
    'x=G([1.,2.]); (x*2).numpy()',
    'x=G([1.,2.]); np.asarray(x)',
    'x=G([1.,2.]); x.tolist()',
    'x=G([1.,2.]); float(x[0])',
    'x=G([1.,2.]); x.new_tensor([1.]).requires_grad',
    'x=G([1.,2.]); torch.zeros_like(x).requires_grad',
    'x=G([1.,2.]); torch.ones_like(x,requires_grad=True).requires_grad',
    'x=G(2.); y=x*x; y.backward(); (y.grad_fn.next_functions[0][0] is not None)',
    'x=G(2.); y=x.double(); y.grad_fn.name()',
    'x=G(2.); y=x.cpu(); y is x',
    'x=G([1.,2.]); y=x.to(torch.float64); y.sum().backward(); x.grad.dtype',
    'x=G([1.,2.]); torch.stack([x,x]).sum().backward(); x.grad',
    'x=G([1.,2.]); a,b=x; (a*b).backward(); x.grad',
    'x=G([1.,2.]); [v.requires_grad for v in x]',
    'x=G([1.,2.]); y=x.expand(3,2); y.sum().backward(); x.grad',
    'x=G(2.); y=x*2; y.register_post_accumulate_grad_hook(print)',
    'x=G(2.); x.backward(); x.grad',
    'x=G(2.); x.backward(T(3.)); x.grad',
    'x=G(2.); (x*2).backward(T(3.),True); x.grad',
    'x=G(2.); x._backward_hooks',
    'x=G(2.); (x*2)._version, x._version',
    'x=G(2.); torch.autograd.grad(x,x)',
    'x=G(2.); y=x*2; torch.autograd.grad(y,y)',
    'x=G(2.); y=x*2; z=y*3; torch.autograd.grad(z,[y,x])',
    'x=G(2.); torch.is_grad_enabled(), torch.autograd.is_tensor if 0 else 1',
    'x=G([1.,2.]); y=x*2; torch.autograd.graph.increment_version(y); y._version',
    "x=G([1.,2.]); y=x*x; z=y.sum(); torch.autograd.graph.register_multi_grad_hook((x,y),lambda gs: print('',end='')); z.backward(); x.grad",
    "x=G([1.,2.])\nwith torch.autograd.graph.disable_saved_tensors_hooks('no'): y=x*x\ny.sum().backward(); x.grad",
)

FUNCTIONS = (
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x,k): ctx.k=k; ctx.save_for_backward(x); return x*k
  @staticmethod
  def backward(ctx,g): x,=ctx.saved_tensors; return g*ctx.k*x,None
x=G(3.); y=F.apply(x,2); y.backward(); (y,x.grad)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x,w): return x*w
  @staticmethod
  def backward(ctx,g): return (g*1 if ctx.needs_input_grad[0] else None),(g*2 if ctx.needs_input_grad[1] else None)
x=G(3.); w=T(2.); y=F.apply(x,w); y.backward(); (x.grad,w.grad)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): x.add_(1); ctx.mark_dirty(x); return x
  @staticmethod
  def backward(ctx,g): return g*10
x=G(3.); b=x*1; y=F.apply(b); y.backward(); (x.grad,y is b,b.grad_fn is y.grad_fn, b)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): x.add_(1); ctx.mark_dirty(x); return x
  @staticmethod
  def backward(ctx,g): return g*10
x=G(3.); y=F.apply(x)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): a=x.sign(); b=x*2; ctx.mark_non_differentiable(a); return a,b
  @staticmethod
  def backward(ctx,ga,gb): return gb+ga
x=G(3.); a,b=F.apply(x); b.backward(); (a.requires_grad,a,b,x.grad)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2,x*3
  @staticmethod
  def backward(ctx,ga,gb): return ga*2+gb*3
x=G(3.); a,b=F.apply(x); a.backward(); (x.grad,a.grad_fn is b.grad_fn, b.output_nr)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.set_materialize_grads(False); return x*2,x*3
  @staticmethod
  def backward(ctx,ga,gb): return ga*2 if gb is None else None
x=G(3.); a,b=F.apply(x); a.backward(); x.grad""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(x): return x*2
  @staticmethod
  def setup_context(ctx,inputs,output): ctx.save_for_backward(inputs[0],output)
  @staticmethod
  def backward(ctx,g): x,o=ctx.saved_tensors; return g*x*o
x=G(3.); F.apply(x).backward(); x.grad""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.save_for_backward(x); return x**3
  @staticmethod
  def backward(ctx,g): x,=ctx.saved_tensors; return g*3*x**2
x=G(3.); y=F.apply(x); g,=torch.autograd.grad(y,x,create_graph=True); h,=torch.autograd.grad(g,x,create_graph=True); (g,h,torch.autograd.grad(h,x))""",
    """from_=torch.autograd.function.once_differentiable
class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.save_for_backward(x); return x**3
  @staticmethod
  @torch.autograd.function.once_differentiable
  def backward(ctx,g): x,=ctx.saved_tensors; return g*3*x**2
x=G(3.); y=F.apply(x); g,=torch.autograd.grad(y,x,create_graph=True); g.backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
  @staticmethod
  def backward(ctx,g): return g,g
x=G(3.); F.apply(x).backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x,y): return x*2
  @staticmethod
  def backward(ctx,g): return g
x=G(3.); F.apply(x,x).backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
  @staticmethod
  def backward(ctx,g): return T([1.,2.])
x=G(3.); F.apply(x).backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
  @staticmethod
  def backward(ctx,g): return 3.0
x=G(3.); F.apply(x).backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x
  @staticmethod
  def backward(ctx,g): return g*5
x=G(3.); y=F.apply(x); y.backward(); (x.grad,y is x,y.grad_fn.name())""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x.view(-1)
  @staticmethod
  def backward(ctx,g): return g.reshape(())*5
x=G(3.); y=F.apply(x); y.backward(T([1.])); (x.grad,y)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.save_for_backward(x); return x*2
  @staticmethod
  def backward(ctx,g): return g*ctx.saved_tensors[0]
x=G(3.); b=x*1; y=F.apply(b); b.add_(1); y.backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.save_for_backward(x); return x*2
  @staticmethod
  def backward(ctx,g): return g*ctx.saved_tensors[0]
x=G(3.); y=F.apply(x); y.backward(); y.backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
  @staticmethod
  def backward(ctx,g): return g*2
x=G(3.); y=F.apply(x); y.backward(); y.backward(); x.grad""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
x=G(3.); F.apply(x).backward()""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x,d): return x*d['a'],'text'
  @staticmethod
  def backward(ctx,g,h): return g*2,None
x=G(3.); y,s=F.apply(x,{'a':2}); y.backward(); (s,x.grad)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x*2
  @staticmethod
  def backward(ctx,g): return None
x=G(3.); F.apply(x).backward(); x.grad""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): ctx.t=x.shape; ctx.y=x*2; return ctx.y*1
  @staticmethod
  def backward(ctx,g): return g*ctx.y
x=G(3.); y=F.apply(x); (y.requires_grad, y.grad_fn, torch.autograd.grad(y,x))[0::2]""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return [x*2,x*3]
  @staticmethod
  def backward(ctx,g,h): return g
x=G(3.); F.apply(x)""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,*xs): return sum(xs)
  @staticmethod
  def backward(ctx,g): return (g,)*3
x=G(3.); F.apply(x,x,T(1.)).backward(); x.grad""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return torch.is_grad_enabled(), x*1
  @staticmethod
  def backward(ctx,a,g): return g
x=G(3.); a,b=F.apply(x); a""",
    """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx,x): return x.int()
  @staticmethod
  def backward(ctx,g): return g
x=G(3.); y=F.apply(x); y.requires_grad""",
)
